// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {Approval, Consortium, Members} from "../../../src/shares/Consortium.sol";
import {Trade} from "../../../src/shares/Mandate.sol";
import {ModelVault} from "../../../src/shares/ModelVault.sol";
import {MockOracle} from "../../support/oracles/MockOracle.sol";
import {Test} from "../../support/Test.sol";
import {BlockListToken} from "../../support/tokens/BlockListToken.sol";
import {FeeOnTransferToken} from "../../support/tokens/FeeOnTransferToken.sol";
import {ReentrantToken} from "../../support/tokens/ReentrantToken.sol";
import {MarketAdapter} from "./MarketAdapter.sol";

/// @title Five people, of whom some are members at any time: they pay in, sign, quarrel, leave, bring old papers
/// @dev Watches each action and keeps the first broken promise in `broken`. Weights are worked out here a second time.
contract ConsortiumHandler is Test {
    uint256 private constant REQUESTS_MAX = 8;

    Consortium public immutable consortium;
    ModelVault public immutable vault;
    MockOracle public immutable oracle;
    MarketAdapter public immutable market;
    BlockListToken public immutable asset;
    uint256 public immutable sharesPerWeight;
    address[] public people;
    uint256[] private _keys;
    address[] public tokens;
    string public broken;
    mapping(string action => uint256) public done;
    uint256 public decisions;
    /// @notice What was agreed, as the handler remembers it.
    mapping(address account => uint256) public agreed;
    uint256 public threshold;
    Trade[] private _oldTrades;
    Approval[] private _oldApprovals;

    constructor(Consortium consortium_, MarketAdapter market_, address[] memory tokens_) {
        (consortium, vault, market, tokens) = (consortium_, consortium_.vault(), market_, tokens_);
        oracle = MockOracle(address(vault.ORACLE()));
        asset = BlockListToken(vault.asset());
        sharesPerWeight = consortium_.sharesPerWeight();
        string[5] memory names = ["ann", "ben", "cleo", "dora", "thief"];
        for (uint256 i = 0; i < 5; i++) {
            (address account, uint256 key) = makeAddrAndKey(names[i]);
            people.push(account);
            _keys.push(key);
            asset.mint(account, 1e15);
            vm.prank(account);
            asset.approve(address(consortium_), type(uint256).max);
            agreed[account] = consortium_.isSigner(abi.encodePacked(account)) ? 100 : 0;
        }
        threshold = consortium_.threshold();
    }

    // Money.

    function contribute(uint256 who, uint256 assets) external {
        address person = _person(who);
        assets = bound(assets, 0, 1e12);
        vm.prank(person);
        try consortium.contribute(assets, 0) returns (uint256 shares) {
            done["contribute"] += 1;
            _check(agreed[person] > 0, "a stranger paid in");
            _check(vault.previewRedeem(shares) <= assets, "a contribution profits");
        } catch {}
    }

    function requestRedeem(uint256 who, uint256 shares) external {
        address person = _person(who);
        uint256 balance = vault.balanceOf(person);
        (uint256 head, uint256 tail) = vault.queue();
        // A long queue only makes the checks slow.
        if (balance == 0 || tail - head >= REQUESTS_MAX) return;
        shares = bound(shares, 1, balance);
        vm.prank(person);
        try vault.requestRedeem(shares, person, person) {
            done["requestRedeem"] += 1;
        } catch {
            _check(false, "asking to leave is refused");
        }
    }

    function transferShares(uint256 from, uint256 to, uint256 shares) external {
        address person = _person(from);
        shares = bound(shares, 0, vault.balanceOf(person));
        vm.prank(person);
        try vault.transfer(_person(to), shares) returns (bool) {
            done["transferShares"] += 1;
        } catch {}
    }

    function processRequests(uint256 count) external {
        try vault.processRequests(bound(count, 1, 5)) {
            done["processRequests"] += 1;
        } catch {}
    }

    /// @dev Nothing may stand in the way: not the feed, not the signers, not open positions, not a halt.
    function exitInKind(uint256 seed) external {
        (uint256 head, uint256 tail) = vault.queue();
        if (head == tail) return;
        uint256 id = head + seed % (tail - head);
        (address owner, uint256 asked) = (vault.requestOf(id).owner, vault.requestOf(id).requestedAt);
        (,,, uint256 delay,) = vault.shareTerms();
        if (owner == address(0) || owner == address(vault) || vm.getBlockTimestamp() < asked + delay) return;
        vm.prank(owner);
        try vault.exitInKind(id) {
            done["exitInKind"] += 1;
        } catch {
            _check(false, "leaving in kind is refused");
        }
    }

    function claim(uint256 who, uint256 which) external {
        address token = which % 3 == 0 ? address(asset) : tokens[which % tokens.length];
        try vault.claim(token, who % 6 == 0 ? vault.SPLITTER() : _person(who)) {
            done["claim"] += 1;
        } catch {}
    }

    function allow(uint256 who, uint256 shares) external {
        vm.prank(_person(who));
        vault.approve(address(consortium), shares % 2 == 0 ? type(uint256).max : shares);
    }

    function distribute() external {
        // Booking is its own step: what it changes is no distribution.
        try vault.report() {} catch {
            return;
        }
        uint256[] memory worth = new uint256[](people.length);
        for (uint256 i = 0; i < people.length; i++) {
            worth[i] = _worth(people[i]);
        }
        try consortium.distributeProfits() returns (uint256 redeemed) {
            done["distribute"] += 1;
            _check(redeemed > 0, "a distribution of nothing");
            for (uint256 i = 0; i < people.length; i++) {
                // What rounding gives to those who stay: an atom or two for each that was paid.
                _check(_worth(people[i]) <= worth[i] + 20, "somebody gained by a distribution");
                _check(_worth(people[i]) + 20 >= worth[i], "somebody lost by a distribution");
            }
        } catch {}
    }

    // Decisions.

    /// @param signers A bit for each of the five who signs.
    /// @param how What is wrong with the papers, or nothing.
    function trade(uint256 from, uint256 to, uint256 part, uint256 signers, uint256 how) external {
        address tokenIn = from % 2 == 0 ? address(asset) : tokens[from % tokens.length];
        address tokenOut = to % 3 == 0 ? address(asset) : tokens[to % tokens.length];
        (uint256 held,) = vault.holdingOf(tokenIn);
        if (tokenIn == address(asset)) (held,,,,,) = vault.books();
        Trade memory trade_ = Trade(
            address(market),
            tokenIn,
            tokenOut,
            Math.mulDiv(held, bound(part, 1, 8_000), 10_000),
            0,
            vm.getBlockTimestamp() + 1 days,
            ""
        );
        // Every other time all members sign: five coins in a row seldom fall that way.
        if (how % 2 == 0) signers = _allMembers();
        uint256 nonce = consortium.nonce() + (how % 7 == 1 ? 1 : 0);
        uint256 validUntil = how % 7 == 2 ? vm.getBlockTimestamp() - 1 : vm.getBlockTimestamp() + 1 days;
        Approval memory approval =
            _sign(consortium.digestOfTrade(trade_, nonce, validUntil), nonce, validUntil, signers);
        bool doubled = how % 7 == 3 && approval.signers.length > 0;
        if (doubled) approval = _twice(approval);
        if (how % 7 == 4) trade_.amountIn += 1;
        uint256 weight = _weigh(signers);
        try consortium.executeTrade(trade_, approval) {
            done["trade"] += 1;
            decisions += 1;
            _check(how % 7 == 0 || how % 7 > 4, "bad papers passed");
            _check(weight >= threshold, "a trade below the threshold");
            _oldTrades.push(trade_);
            _oldApprovals.push(approval);
        } catch {}
    }

    /// @dev What was done once is brought again, and what was never done is tried with it.
    function replay(uint256 which) external {
        if (_oldTrades.length == 0) return;
        which = which % _oldTrades.length;
        Approval memory approval = _oldApprovals[which];
        if (which % 2 == 0) approval.nonce = consortium.nonce();
        try consortium.executeTrade(_oldTrades[which], approval) {
            _check(false, "old papers passed");
        } catch {
            done["replay"] += 1;
        }
    }

    function setMembers(uint256 weightSeed, uint256 threshold_, uint256 members, uint256 signers) external {
        uint256 count = 0;
        for (uint256 i = 0; i < 5; i++) {
            if (members >> i & 1 == 1) count += 1;
        }
        Members memory next = Members(new address[](count), new uint64[](count), uint64(bound(threshold_, 0, 400)));
        uint256 j = 0;
        for (uint256 i = 0; i < 5; i++) {
            if (members >> i & 1 == 0) continue;
            next.accounts[j] = people[i];
            next.weights[j++] = uint64(50 + (weightSeed >> i * 8) % 51);
        }
        if (weightSeed % 4 == 0) signers = _allMembers();
        (uint256 nonce, uint256 validUntil) = (consortium.nonce(), vm.getBlockTimestamp());
        Approval memory approval =
            _sign(consortium.digestOfMembers(next, nonce, validUntil), nonce, validUntil, signers);
        uint256 weight = _weigh(signers);
        try consortium.setMembers(next, approval) {
            done["setMembers"] += 1;
            decisions += 1;
            _check(weight >= threshold, "members below the threshold");
            for (uint256 i = 0; i < 5; i++) {
                agreed[people[i]] = 0;
            }
            for (uint256 i = 0; i < count; i++) {
                agreed[next.accounts[i]] = next.weights[i];
            }
            threshold = next.threshold;
        } catch {}
    }

    // The world.

    function movePrice(uint256 which, uint256 bps) external {
        address token = tokens[which % tokens.length];
        if (oracle.isBroken(token)) return;
        oracle.setPrice(token, Math.max(Math.mulDiv(oracle.price(token), bound(bps, 8_500, 12_500), 10_000), 1e12));
    }

    function breakOracle(uint256 which, bool isBroken) external {
        oracle.setBroken(tokens[which % tokens.length], isBroken && which % 2 == 0);
    }

    function misbehave(uint256 which, uint256 how) external {
        asset.setListed(_person(which), how % 5 == 0);
        FeeOnTransferToken(tokens[0]).setFeeBps(how % 3 == 0 ? 50 : 0);
        ReentrantToken(tokens[1]).arm(address(consortium), abi.encodeCall(consortium.distributeProfits, ()));
    }

    function wait(uint256 seconds_) external {
        skip(bound(seconds_, 1, 4 days));
    }

    function calm() external {
        if (!vault.isHalted()) return;
        vm.prank(address(vault.RULES()));
        try vault.resume() {
            done["resume"] += 1;
        } catch {}
    }

    // What must hold.

    function peopleCount() external view returns (uint256) {
        return people.length;
    }

    function tokenCount() external view returns (uint256) {
        return tokens.length;
    }

    /// @notice What the vault holds of `token` beyond what it owes.
    function counted(address token) external view returns (uint256) {
        uint256 owed = vault.owed(token, vault.SPLITTER());
        for (uint256 i = 0; i < people.length; i++) {
            owed += vault.owed(token, people[i]);
        }
        return IERC20(token).balanceOf(address(vault)) - owed;
    }

    /// @dev What a person has in the vault: shares, shares that wait, and what is set aside, all in atoms of the asset.
    function _worth(address person) private view returns (uint256) {
        uint256 shares = vault.balanceOf(person);
        (uint256 head, uint256 tail) = vault.queue();
        for (uint256 id = head; id < tail; id++) {
            if (vault.requestOf(id).owner == person) shares += vault.requestOf(id).shares;
        }
        return vault.convertToAssets(shares) + vault.owed(address(asset), person);
    }

    function _allMembers() private view returns (uint256 signers) {
        for (uint256 i = 0; i < 5; i++) {
            if (agreed[people[i]] > 0) signers |= 1 << i;
        }
    }

    function _weigh(uint256 signers) private view returns (uint256 weight) {
        for (uint256 i = 0; i < 5; i++) {
            if (signers >> i & 1 == 0) continue;
            uint256 backed = vault.balanceOf(people[i]) / sharesPerWeight;
            // Somebody who is no member makes the papers void: worth nothing, whoever else signed.
            if (agreed[people[i]] == 0) return 0;
            weight += Math.min(backed, agreed[people[i]]);
        }
    }

    function _sign(bytes32 digest, uint256 nonce, uint256 validUntil, uint256 signers)
        private
        view
        returns (Approval memory approval)
    {
        uint256 count = 0;
        for (uint256 i = 0; i < 5; i++) {
            if (signers >> i & 1 == 1) count += 1;
        }
        approval = Approval(nonce, validUntil, new bytes[](count), new bytes[](count));
        uint256 j = 0;
        for (uint256 i = 0; i < 5; i++) {
            if (signers >> i & 1 == 0) continue;
            (uint8 v, bytes32 r, bytes32 s) = vm.sign(_keys[i], digest);
            approval.signers[j] = abi.encodePacked(people[i]);
            approval.signatures[j++] = abi.encodePacked(r, s, v);
        }
    }

    /// @dev The first signer once more at the end.
    function _twice(Approval memory approval) private pure returns (Approval memory doubled) {
        uint256 count = approval.signers.length;
        doubled = Approval(approval.nonce, approval.validUntil, new bytes[](count + 1), new bytes[](count + 1));
        for (uint256 i = 0; i <= count; i++) {
            doubled.signers[i] = approval.signers[i % count];
            doubled.signatures[i] = approval.signatures[i % count];
        }
    }

    function _check(bool holds, string memory what) private {
        if (!holds && bytes(broken).length == 0) broken = what;
    }

    function _person(uint256 seed) private view returns (address) {
        return people[seed % people.length];
    }
}
