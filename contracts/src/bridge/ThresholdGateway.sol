// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IERC7786GatewaySource, IERC7786Recipient} from "@openzeppelin/contracts/interfaces/draft-IERC7786.sol";
import {InteroperableAddress} from "@openzeppelin/contracts/utils/draft-InteroperableAddress.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

/// @title Carries messages between chains once enough signers have seen them final (ERC-7786).
/// @notice Signers have weights. A message is delivered when signatures of distinct signers reach the threshold, each over
/// the whole message, this chain, this contract and the set of signers of now. A message is delivered once, and one whose
/// recipient refuses it can be tried again.
/// @dev Signatures come in ascending order of their signers, which makes each count once.
contract ThresholdGateway is IERC7786GatewaySource, EIP712, AccessManaged, ReentrancyGuardTransient {
    using InteroperableAddress for bytes;

    /// @notice What is signed, beside the domain, which names the chain and the contract that deliver.
    struct Message {
        uint256 sourceChain;
        address sourceGateway;
        uint256 nonce;
        /// Blocks that the signers saw on top of the message's own.
        uint32 confirmations;
        bytes sender;
        bytes recipient;
        bytes payload;
    }

    struct Peer {
        address gateway;
        /// Blocks after which a message of that chain counts as final.
        uint32 finalityDepth;
    }

    uint256 public constant SIGNERS_MAX = 32;
    bytes32 public constant MESSAGE_TYPEHASH = keccak256(
        "Message(uint256 sourceChain,address sourceGateway,uint256 nonce,uint32 confirmations,bytes sender,bytes recipient,bytes payload,uint64 epoch)"
    );

    mapping(uint256 chain => Peer) public peerOf;
    mapping(bytes32 messageId => bool) public delivered;
    /// @dev By set of signers: a signer of an earlier set has no weight in a later one.
    mapping(uint64 epoch => mapping(address signer => uint64)) private _weightOf;
    /// @notice Number of the set of signers; the first is 1.
    uint64 public epoch;
    uint64 public threshold;
    uint64 public totalWeight;
    uint64 private _nonce;

    event PeerSet(uint256 indexed chain, address gateway, uint32 finalityDepth);
    event SignersSet(uint64 indexed epoch, address[] signers, uint64[] weights, uint64 threshold);
    event MessageDelivered(bytes32 indexed messageId, uint256 indexed sourceChain, uint256 nonce);

    error ValueNotCarried(uint256 value);
    error UnknownChain(uint256 chain);
    error WrongPeer(uint256 chain, address given, address expected);
    error NotFinal(uint32 confirmations, uint32 finalityDepth);
    error AlreadyDelivered(bytes32 messageId);
    error SignersOutOfOrder(address before, address after_);
    error NotASigner(address signer, uint64 epoch);
    error TooLittleWeight(uint64 weight, uint64 threshold);
    error RecipientElsewhere(uint256 chain);
    error RecipientRefused(bytes4 answer);
    error SignersOutOfBounds(uint256 count, uint256 max);
    error ThresholdOutOfBounds(uint64 threshold, uint64 least, uint64 total);
    error WeightMissing(address signer);
    error PeerExists(uint256 chain, address gateway);
    error DepthMissing();

    constructor(address authority, address[] memory signers, uint64[] memory weights, uint64 threshold_)
        EIP712("QCAI gateway", "1")
        AccessManaged(authority)
    {
        _setSigners(signers, weights, threshold_);
    }

    /// @notice Links the gateway of another chain, once. Another gateway for a chain is another gateway here, too.
    function setPeer(uint256 chain, address gateway, uint32 finalityDepth) external restricted {
        if (finalityDepth == 0) revert DepthMissing();
        address known = peerOf[chain].gateway;
        if (known != address(0) && known != gateway) revert PeerExists(chain, known);
        if (gateway == address(0) || chain == block.chainid) revert UnknownChain(chain);
        peerOf[chain] = Peer(gateway, finalityDepth);
        emit PeerSet(chain, gateway, finalityDepth);
    }

    /// @notice Replaces all signers. What the earlier set signed and nobody delivered has to be signed again.
    function setSigners(address[] calldata signers, uint64[] calldata weights, uint64 threshold_) external restricted {
        _setSigners(signers, weights, threshold_);
    }

    /// @inheritdoc IERC7786GatewaySource
    function supportsAttribute(bytes4) external pure returns (bool) {
        return false;
    }

    /// @inheritdoc IERC7786GatewaySource
    /// @return sendId digest of the message without its confirmations, the same on both chains
    function sendMessage(bytes calldata recipient, bytes calldata payload, bytes[] calldata attributes)
        external
        payable
        returns (bytes32 sendId)
    {
        if (msg.value != 0) revert ValueNotCarried(msg.value);
        if (attributes.length > 0) revert UnsupportedAttribute(bytes4(attributes[0]));
        (uint256 chain,) = recipient.parseEvmV1Calldata();
        if (peerOf[chain].gateway == address(0)) revert UnknownChain(chain);
        bytes memory sender = InteroperableAddress.formatEvmV1(block.chainid, msg.sender);
        sendId = _messageId(block.chainid, address(this), _nonce++, sender, recipient, payload);
        emit MessageSent(sendId, sender, recipient, payload, 0, attributes);
    }

    /// @notice Delivers a message. Anybody may; what the recipient refuses is not delivered, and may be tried again.
    function deliver(Message calldata message, bytes[] calldata signatures) external nonReentrant {
        bytes32 messageId = idOf(message);
        if (delivered[messageId]) revert AlreadyDelivered(messageId);
        _requireSigned(message, signatures);
        (uint256 chain, address recipient) = message.recipient.parseEvmV1Calldata();
        if (chain != block.chainid) revert RecipientElsewhere(chain);
        delivered[messageId] = true;
        emit MessageDelivered(messageId, message.sourceChain, message.nonce);
        bytes4 answer = IERC7786Recipient(recipient).receiveMessage(messageId, message.sender, message.payload);
        if (answer != IERC7786Recipient.receiveMessage.selector) revert RecipientRefused(answer);
    }

    /// @notice Reverts with the reason for which the signatures would not do; returns when they would.
    function validateBridgeRequest(Message calldata message, bytes[] calldata signatures) external view {
        bytes32 messageId = idOf(message);
        if (delivered[messageId]) revert AlreadyDelivered(messageId);
        _requireSigned(message, signatures);
    }

    /// @notice Weight of a signer in the set of now; zero for who is none.
    function weightOf(address signer) external view returns (uint64) {
        return _weightOf[epoch][signer];
    }

    /// @notice Digest of a message: binds both chains, both contracts, the nonce, sender, recipient and payload.
    function idOf(Message calldata message) public pure returns (bytes32) {
        return _messageId(
            message.sourceChain,
            message.sourceGateway,
            message.nonce,
            message.sender,
            message.recipient,
            message.payload
        );
    }

    /// @notice What a signer signs (EIP-712), for this chain, this contract and the set of signers of now.
    function digestOf(Message calldata message) public view returns (bytes32) {
        return _hashTypedDataV4(
            keccak256(
                abi.encode(
                    MESSAGE_TYPEHASH,
                    message.sourceChain,
                    message.sourceGateway,
                    message.nonce,
                    message.confirmations,
                    keccak256(message.sender),
                    keccak256(message.recipient),
                    keccak256(message.payload),
                    epoch
                )
            )
        );
    }

    function _requireSigned(Message calldata message, bytes[] calldata signatures) private view {
        Peer memory peer = peerOf[message.sourceChain];
        if (peer.gateway == address(0)) revert UnknownChain(message.sourceChain);
        if (message.sourceGateway != peer.gateway) {
            revert WrongPeer(message.sourceChain, message.sourceGateway, peer.gateway);
        }
        if (message.confirmations < peer.finalityDepth) revert NotFinal(message.confirmations, peer.finalityDepth);
        bytes32 digest = digestOf(message);
        uint64 weight = 0;
        address before = address(0);
        for (uint256 i = 0; i < signatures.length; ++i) {
            address signer = ECDSA.recoverCalldata(digest, signatures[i]);
            if (signer <= before) revert SignersOutOfOrder(before, signer);
            uint64 own = _weightOf[epoch][signer];
            if (own == 0) revert NotASigner(signer, epoch);
            weight += own;
            before = signer;
        }
        if (weight < threshold) revert TooLittleWeight(weight, threshold);
    }

    function _setSigners(address[] memory signers, uint64[] memory weights, uint64 threshold_) private {
        if (signers.length == 0 || signers.length > SIGNERS_MAX || signers.length != weights.length) {
            revert SignersOutOfBounds(signers.length, SIGNERS_MAX);
        }
        uint64 next = ++epoch;
        uint64 total = 0;
        address before = address(0);
        for (uint256 i = 0; i < signers.length; ++i) {
            if (signers[i] <= before) revert SignersOutOfOrder(before, signers[i]);
            if (weights[i] == 0) revert WeightMissing(signers[i]);
            _weightOf[next][signers[i]] = weights[i];
            total += weights[i];
            before = signers[i];
        }
        // More than half: two disjoint groups can then never both reach it.
        uint64 least = total / 2 + 1;
        if (threshold_ < least || threshold_ > total) revert ThresholdOutOfBounds(threshold_, least, total);
        threshold = threshold_;
        totalWeight = total;
        emit SignersSet(next, signers, weights, threshold_);
    }

    function _messageId(
        uint256 sourceChain,
        address sourceGateway,
        uint256 nonce,
        bytes memory sender,
        bytes memory recipient,
        bytes memory payload
    ) private pure returns (bytes32) {
        return keccak256(
            abi.encode(
                "QCAI message 1",
                sourceChain,
                sourceGateway,
                nonce,
                keccak256(sender),
                keccak256(recipient),
                keccak256(payload)
            )
        );
    }
}
