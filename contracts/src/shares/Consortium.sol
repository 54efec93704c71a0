// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EIP712Upgradeable} from "@openzeppelin/contracts-upgradeable/utils/cryptography/EIP712Upgradeable.sol";
import {
    MultiSignerERC7913WeightedUpgradeable
} from "@openzeppelin/contracts-upgradeable/utils/cryptography/signers/MultiSignerERC7913WeightedUpgradeable.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Assets} from "../common/Assets.sol";
import {Trade} from "./Mandate.sol";
import {ModelVault} from "./ModelVault.sol";

/// @notice Who decides in a consortium.
/// @param accounts Addresses with a key, or contracts that answer for signatures (ERC-1271, a Safe).
/// @param weights What each was agreed to weigh at most, in the order of `accounts`.
/// @param threshold What those who approve must weigh together.
struct Members {
    address[] accounts;
    uint64[] weights;
    uint64 threshold;
}

/// @notice Signatures for one thing to be done.
/// @param nonce The consortium's number of the decision: each is used once, in order.
/// @param validUntil The last second at which it may be done.
/// @param signers Members who approve, as ERC-7913 writes them: their addresses. Each once; ascending by digest is cheapest.
/// @param signatures One for each, in the same order.
struct Approval {
    uint256 nonce;
    uint256 validUntil;
    bytes[] signers;
    bytes[] signatures;
}

/// @title Several who manage one vault: k of n by weight
/// @notice Is agent, manager and gate of one vault and owns nothing of it. What it does with the vault needs signatures of
/// members who together weigh the threshold. A weight counts only as far as its member has shares behind it, so who leaves
/// has no say any more, and who pays nothing in has none yet. Members hold their shares themselves: leaving asks nobody here.
/// @dev Cloned by MultiAgentCoordinator; nothing here can be upgraded. Signatures bind the chain, this contract, the set of
/// members of now and the number of the decision.
contract Consortium is MultiSignerERC7913WeightedUpgradeable, EIP712Upgradeable, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    /// @dev A distribution looks at each member once: that many must always be payable.
    uint256 public constant MEMBERS_MAX = 16;
    uint256 public constant MEMBERS_MIN = 2;
    /// @notice By how much a share must have risen since the last distribution for the next, in basis points.
    uint256 public constant RISE_BPS_MIN = 100;
    uint256 private constant BPS = 10_000;
    /// @dev Prices are atoms for so many shares: 24 digits more than an atom has shares at first.
    uint256 private constant PRICE_SHARES = 1e30;

    bytes32 public constant TRADE_TYPEHASH = keccak256(
        "Trade(address adapter,address tokenIn,address tokenOut,uint256 amountIn,uint256 amountOutMin,uint256 deadline,bytes data)"
    );
    bytes32 public constant CONSORTIUM_TRADE_TYPEHASH = keccak256(
        "ConsortiumTrade(Trade trade,uint64 epoch,uint256 nonce,uint256 validUntil)Trade(address adapter,address tokenIn,address tokenOut,uint256 amountIn,uint256 amountOutMin,uint256 deadline,bytes data)"
    );
    bytes32 public constant MEMBER_CHANGE_TYPEHASH = keccak256(
        "MemberChange(address[] accounts,uint64[] weights,uint64 threshold,uint64 epoch,uint256 nonce,uint256 validUntil)"
    );
    bytes32 public constant NARROWING_TYPEHASH = keccak256(
        "Narrowing(address[] adapters,address[] assets,bool halt,uint64 epoch,uint256 nonce,uint256 validUntil)"
    );

    /// @notice What is managed.
    ModelVault public vault;
    /// @notice Number of the set of members; the first is 1.
    uint64 public epoch;
    /// @notice Number of the next decision.
    uint64 public nonce;
    /// @notice Shares that one unit of weight must have behind it to count.
    uint256 public sharesPerWeight;
    /// @notice The price at which profit was last distributed: atoms for 1e30 shares.
    uint256 public distributedPrice;

    event MembersSet(uint64 indexed epoch, address[] accounts, uint64[] weights, uint64 threshold);
    event Contributed(address indexed member, uint256 assets, uint256 shares);
    event Decided(uint256 indexed nonce, bytes32 indexed digest, uint256 weight);
    event ProfitDistributed(uint256 price, uint256 priceBefore, uint256 shares);

    error MembersOutOfBounds(uint256 count, uint256 min, uint256 max);
    error MemberUnfit(address account);
    error ThresholdOutOfBounds(uint64 threshold, uint64 least, uint64 total);
    error BackingMissing();
    error NotMember(address caller);
    error SharesTooFew(uint256 shares, uint256 least);
    error NonceDiffers(uint256 given, uint256 expected);
    error ApprovalExpired(uint256 validUntil, uint256 now_);
    error SignaturesInvalid(bytes32 digest);
    error TooLittleWeight(uint256 weight, uint256 threshold);
    error NothingToDistribute(uint256 price, uint256 least);
    error NobodyTakesProfit();

    constructor() {
        _disableInitializers();
    }

    /// @notice Makes a clone the consortium of `vault_`. Called once, by the coordinator that cloned it, in the same call.
    function initialize(ModelVault vault_, Members calldata members, uint256 sharesPerWeight_) external initializer {
        if (sharesPerWeight_ == 0) revert BackingMissing();
        __EIP712_init("QCAI consortium", "1");
        (vault, sharesPerWeight) = (vault_, sharesPerWeight_);
        distributedPrice = vault_.convertToAssets(PRICE_SHARES);
        _setMembers(members);
    }

    // Members.

    /// @notice Puts `assets` of the caller, a member, into the vault, for shares of the caller's own, rounded down.
    /// @param sharesLeast Less is refused.
    function contribute(uint256 assets, uint256 sharesLeast) external nonReentrant returns (uint256 shares) {
        if (!isSigner(_signerOf(msg.sender))) revert NotMember(msg.sender);
        address asset = vault.asset();
        Assets.pull(asset, 0, msg.sender, assets);
        IERC20(asset).forceApprove(address(vault), assets);
        shares = vault.deposit(assets, msg.sender);
        if (shares < sharesLeast) revert SharesTooFew(shares, sharesLeast);
        emit Contributed(msg.sender, assets, shares);
    }

    /// @notice Books profit, sends the performance part on its way to its split, and redeems for each member who allowed it
    /// (by an allowance of shares to this contract) the part of their shares by which the price rose since the last time.
    /// Anybody may call. All redeem the same part at the same price, so nobody's part of the vault grows by it, and who came
    /// late redeems only what is theirs. What cannot be paid now waits in the vault's queue like every exit, and is taken with
    /// the vault's `claim`.
    /// @return redeemed Shares that were put in the queue for members; never 0.
    function distributeProfits() external nonReentrant returns (uint256 redeemed) {
        ModelVault vault_ = vault;
        vault_.report();
        uint256 price = vault_.convertToAssets(PRICE_SHARES);
        uint256 before = distributedPrice;
        uint256 least = Math.mulDiv(before, BPS + RISE_BPS_MIN, BPS, Math.Rounding.Ceil);
        if (price < least) revert NothingToDistribute(price, least);
        distributedPrice = price;
        if (vault_.feeShares() > 0) vault_.requestFees();
        bytes[] memory signers = getSigners(0, type(uint64).max);
        for (uint256 i = 0; i < signers.length; ++i) {
            address member = address(bytes20(signers[i]));
            uint256 shares = Math.mulDiv(vault_.balanceOf(member), price - before, price);
            shares = Math.min(shares, vault_.allowance(member, address(this)));
            if (shares == 0) continue;
            redeemed += shares;
            vault_.requestRedeem(shares, member, member);
        }
        // Nobody took any: the rise stays to be distributed.
        if (redeemed == 0) revert NobodyTakesProfit();
        emit ProfitDistributed(price, before, redeemed);
        vault_.processRequests(MEMBERS_MAX + 1);
    }

    // Decisions. Anybody may bring the signatures.

    /// @notice Trades for the vault, within its mandate. When the vault's breaker trips on the way in, nothing is traded and 0
    /// is returned, and the decision is used up.
    /// @return received Atoms of `tokenOut` that came in.
    function executeTrade(Trade calldata trade, Approval calldata approval)
        external
        nonReentrant
        returns (uint256 received)
    {
        _decide(digestOfTrade(trade, approval.nonce, approval.validUntil), approval);
        return vault.executeTrade(trade);
    }

    /// @notice Replaces members, weights and threshold. What was signed before and not done is void.
    function setMembers(Members calldata members, Approval calldata approval) external nonReentrant {
        _decide(digestOfMembers(members, approval.nonce, approval.validUntil), approval);
        _removeSigners(getSigners(0, type(uint64).max));
        _setMembers(members);
    }

    /// @notice Takes adapters and assets out of the vault's mandate, and stops entry and all trades but those back into its
    /// asset when `halt`. There is no way back but governance's.
    function narrow(address[] calldata adapters, address[] calldata assets, bool halt, Approval calldata approval)
        external
        nonReentrant
    {
        _decide(digestOfNarrowing(adapters, assets, halt, approval.nonce, approval.validUntil), approval);
        for (uint256 i = 0; i < adapters.length; ++i) {
            vault.removeAdapter(adapters[i]);
        }
        for (uint256 i = 0; i < assets.length; ++i) {
            vault.removeAsset(assets[i]);
        }
        if (halt) vault.halt();
    }

    // Reading.

    /// @notice What an account weighs now: what was agreed, as far as its shares in the vault back it.
    function weightOf(address account) external view returns (uint256) {
        return signerWeight(_signerOf(account));
    }

    /// @notice What a signer weighs now. Shares that wait to be redeemed back nothing.
    function signerWeight(bytes memory signer) public view override returns (uint64) {
        uint64 agreed = super.signerWeight(signer);
        if (agreed == 0) return 0;
        // The smaller of the two, so it fits.
        return uint64(Math.min(agreed, vault.balanceOf(address(bytes20(signer))) / sharesPerWeight));
    }

    /// @notice What members sign for a trade (EIP-712).
    function digestOfTrade(Trade calldata trade, uint256 nonce_, uint256 validUntil) public view returns (bytes32) {
        bytes32 tradeHash = keccak256(
            abi.encode(
                TRADE_TYPEHASH,
                trade.adapter,
                trade.tokenIn,
                trade.tokenOut,
                trade.amountIn,
                trade.amountOutMin,
                trade.deadline,
                keccak256(trade.data)
            )
        );
        return _hashTypedDataV4(keccak256(abi.encode(CONSORTIUM_TRADE_TYPEHASH, tradeHash, epoch, nonce_, validUntil)));
    }

    /// @notice What members sign for other members (EIP-712).
    function digestOfMembers(Members calldata members, uint256 nonce_, uint256 validUntil)
        public
        view
        returns (bytes32)
    {
        return _hashTypedDataV4(
            keccak256(
                abi.encode(
                    MEMBER_CHANGE_TYPEHASH,
                    keccak256(abi.encodePacked(members.accounts)),
                    keccak256(abi.encodePacked(members.weights)),
                    members.threshold,
                    epoch,
                    nonce_,
                    validUntil
                )
            )
        );
    }

    /// @notice What members sign for a narrower mandate (EIP-712).
    function digestOfNarrowing(
        address[] calldata adapters,
        address[] calldata assets,
        bool halt,
        uint256 nonce_,
        uint256 validUntil
    ) public view returns (bytes32) {
        return _hashTypedDataV4(
            keccak256(
                abi.encode(
                    NARROWING_TYPEHASH,
                    keccak256(abi.encodePacked(adapters)),
                    keccak256(abi.encodePacked(assets)),
                    halt,
                    epoch,
                    nonce_,
                    validUntil
                )
            )
        );
    }

    // Inside.

    /// @dev Uses the decision's number up, or reverts for the first thing that is wrong with its approval.
    function _decide(bytes32 digest, Approval calldata approval) private {
        uint64 next = nonce;
        if (approval.nonce != next) revert NonceDiffers(approval.nonce, next);
        if (block.timestamp > approval.validUntil) revert ApprovalExpired(approval.validUntil, block.timestamp);
        nonce = next + 1;
        // Of members alone, and each once: weights may be added up only after this.
        if (!_validateSignatures(digest, approval.signers, approval.signatures)) revert SignaturesInvalid(digest);
        uint256 weight = 0;
        for (uint256 i = 0; i < approval.signers.length; ++i) {
            weight += signerWeight(approval.signers[i]);
        }
        if (weight < threshold()) revert TooLittleWeight(weight, threshold());
        emit Decided(next, digest, weight);
    }

    function _setMembers(Members calldata members) private {
        uint256 count = members.accounts.length;
        if (count < MEMBERS_MIN || count > MEMBERS_MAX) revert MembersOutOfBounds(count, MEMBERS_MIN, MEMBERS_MAX);
        bytes[] memory signers = new bytes[](count);
        for (uint256 i = 0; i < count; ++i) {
            address account = members.accounts[i];
            if (account == address(0) || account == address(this) || account == address(vault)) {
                revert MemberUnfit(account);
            }
            signers[i] = _signerOf(account);
        }
        _addSigners(signers);
        _setSignerWeights(signers, members.weights);
        _setThreshold(members.threshold);
        _requireSeveral(members);
        emit MembersSet(++epoch, members.accounts, members.weights, members.threshold);
    }

    /// @dev More than half of all, so that two groups never both reach it; and more than anybody has, so that nobody decides
    /// alone.
    function _requireSeveral(Members calldata members) private view {
        uint64 total = totalWeight();
        uint64 least = total / 2 + 1;
        for (uint256 i = 0; i < members.weights.length; ++i) {
            if (members.weights[i] >= least) least = members.weights[i] + 1;
        }
        if (members.threshold < least || members.threshold > total) {
            revert ThresholdOutOfBounds(members.threshold, least, total);
        }
    }

    /// @dev In the middle of a change of members nothing is reachable; `_requireSeveral` looks at the end.
    function _validateReachableThreshold() internal view override {}

    function _signerOf(address account) private pure returns (bytes memory) {
        return abi.encodePacked(account);
    }
}
