// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {Trade} from "../../../src/shares/Mandate.sol";
import {ModelVault} from "../../../src/shares/ModelVault.sol";
import {ShareVault} from "../../../src/shares/ShareVault.sol";
import {MockOracle} from "../../support/oracles/MockOracle.sol";
import {Test} from "../../support/Test.sol";
import {BlockListToken} from "../../support/tokens/BlockListToken.sol";
import {FeeOnTransferToken} from "../../support/tokens/FeeOnTransferToken.sol";
import {ReentrantToken} from "../../support/tokens/ReentrantToken.sol";
import {IZooToken} from "../../support/tokens/TokenZoo.sol";
import {MarketAdapter} from "./MarketAdapter.sol";

/// @title Everybody around a vault at once: investors, a thief, an agent, feeds that break, tokens that misbehave
/// @dev Watches each action and keeps the first broken promise in `broken`. Prices only fall where an action says so.
contract VaultHandler is Test {
    ModelVault public immutable vault;
    MockOracle public immutable oracle;
    MarketAdapter public immutable market;
    BlockListToken public immutable asset;
    address public immutable agent;
    address[] public actors;
    /// @notice Tokens of the mandate; the last one has a different kind of habit each.
    address[] public tokens;
    string public broken;
    mapping(string action => uint256) public done;
    /// @notice Atoms that were sent to the vault without a deposit, by token.
    mapping(address token => uint256) public donated;
    mapping(address token => mapping(address account => bool)) private _isOwed;

    constructor(ModelVault vault_, MarketAdapter market_, address[] memory tokens_) {
        (vault, market, tokens) = (vault_, market_, tokens_);
        oracle = MockOracle(address(vault_.ORACLE()));
        asset = BlockListToken(vault_.asset());
        agent = vault_.agent();
        actors = [makeAddr("ann"), makeAddr("ben"), makeAddr("cleo"), makeAddr("thief")];
        for (uint256 i = 0; i < actors.length; i++) {
            asset.mint(actors[i], 1e15);
            vm.prank(actors[i]);
            asset.approve(address(vault_), type(uint256).max);
        }
    }

    // Investors.

    function deposit(uint256 who, uint256 assets) external {
        assets = bound(assets, 0, 1e12);
        address actor = _actor(who);
        uint256 before = priceOfShares();
        vm.prank(actor);
        try vault.deposit(assets, actor) returns (uint256 shares) {
            done["deposit"] += 1;
            _check(vault.previewRedeem(shares) <= assets, "a round trip profits");
            _priceKept(before, "deposit lowers the price");
        } catch {}
    }

    function mint(uint256 who, uint256 shares) external {
        shares = bound(shares, 0, 1e18);
        address actor = _actor(who);
        uint256 before = priceOfShares();
        vm.prank(actor);
        try vault.mint(shares, actor) returns (uint256 assets) {
            done["mint"] += 1;
            _check(vault.previewRedeem(shares) <= assets, "a mint profits");
            _priceKept(before, "mint lowers the price");
        } catch {}
    }

    function redeem(uint256 who, uint256 shares) external {
        address actor = _actor(who);
        shares = bound(shares, 0, vault.balanceOf(actor));
        uint256 before = priceOfShares();
        uint256 worth = before == 0 ? type(uint256).max : vault.convertToAssets(shares);
        vm.prank(actor);
        try vault.redeem(shares, actor, actor) returns (uint256 assets) {
            done["redeem"] += 1;
            _check(assets <= worth, "more than the shares were worth");
            _priceKept(before, "redeem lowers the price");
        } catch {}
    }

    function withdraw(uint256 who, uint256 assets) external {
        address actor = _actor(who);
        assets = bound(assets, 0, vault.maxWithdraw(actor));
        uint256 before = priceOfShares();
        vm.prank(actor);
        try vault.withdraw(assets, actor, actor) {
            done["withdraw"] += 1;
            _priceKept(before, "withdraw lowers the price");
        } catch {
            _check(assets == 0 || asset.paused() || asset.isListed(actor), "maxWithdraw is refused");
        }
    }

    function requestRedeem(uint256 who, uint256 shares) external {
        address actor = _actor(who);
        shares = bound(shares, 1, Math.max(vault.balanceOf(actor), 1));
        vm.prank(actor);
        try vault.requestRedeem(shares, actor, actor) {
            done["requestRedeem"] += 1;
        } catch {}
    }

    function cancelRequest(uint256 seed) external {
        (uint256 id, address owner) = _request(seed);
        uint256 before = priceOfShares();
        vm.prank(owner);
        try vault.cancelRequest(id) {
            done["cancelRequest"] += 1;
            _priceKept(before, "cancelling lowers the price");
        } catch {}
    }

    function processRequests(uint256 count) external {
        uint256 before = priceOfShares();
        try vault.processRequests(bound(count, 1, 5)) {
            done["processRequests"] += 1;
            _priceKept(before, "processing lowers the price");
        } catch {}
    }

    function exitInKind(uint256 seed) external {
        (uint256 id, address owner) = _request(seed);
        uint256 before = priceOfShares();
        vm.prank(owner);
        try vault.exitInKind(id) {
            done["exitInKind"] += 1;
            _priceKept(before, "leaving in kind lowers the price");
        } catch {}
    }

    function claim(uint256 who, uint256 which) external {
        address token = which % 4 == 0 ? address(asset) : tokens[which % tokens.length];
        uint256 before = priceOfShares();
        try vault.claim(token, who % 5 == 0 ? vault.SPLITTER() : _actor(who)) {
            done["claim"] += 1;
            _priceKept(before, "a claim lowers the price");
        } catch {}
    }

    function requestFees() external {
        try vault.requestFees() {
            done["requestFees"] += 1;
        } catch {}
    }

    function report() external {
        uint256 before = priceOfShares();
        (,,,, uint256 markBefore,) = vault.books();
        uint256 fees = vault.feeShares();
        uint256 worth = audited();
        try vault.report() {
            done["report"] += 1;
            _priceKept(before, "a report lowers the price");
            (uint256 idle, uint256 deployed,,, uint256 mark,) = vault.books();
            _check(idle + deployed == worth, "the book is not what the vault holds");
            _check(mark >= markBefore, "the high-water mark fell");
            if (vault.feeShares() > fees) {
                uint256 supplyBefore = vault.totalSupply() - (vault.feeShares() - fees);
                uint256 priceNow = Math.mulDiv(worth + 1, 1e27, supplyBefore + 1e6, Math.Rounding.Ceil);
                _check(priceNow > markBefore, "a fee below the high-water mark");
            }
        } catch {
            _check(before == 0, "a report is refused though all is priced");
        }
    }

    // The agent.

    function trade(uint256 from, uint256 to, uint256 part, int256 slippageBps, uint256 takeBps) external {
        address tokenIn = from % 3 == 0 ? address(asset) : tokens[from % tokens.length];
        address tokenOut = to % 3 == 0 ? address(asset) : tokens[to % tokens.length];
        market.setSlippageBps(int256(bound(uint256(slippageBps), 0, 200)) - 50);
        market.setTakeBps(takeBps % 4 == 0 ? bound(takeBps, 9_900, 10_000) : 10_000);
        (uint256 held,) = vault.holdingOf(tokenIn);
        if (tokenIn == address(asset)) (held,,,,,) = vault.books();
        uint256 amountIn = Math.mulDiv(held, bound(part, 1, 10_000), 10_000);
        uint256 worthBefore = priceOfShares() == 0 ? 0 : audited();
        uint256 spentUsd = worthBefore == 0 ? 0 : usdOf(tokenIn, amountIn);
        vm.prank(agent);
        try vault.executeTrade(Trade(address(market), tokenIn, tokenOut, amountIn, 0, block.timestamp, "")) returns (
            uint256 received
        ) {
            done[received == 0 ? "tripped" : "trade"] += 1;
            // One part in a hundred of what was traded, and the rounding of three prices.
            _check(audited() + spentUsd / 100 + 4 >= worthBefore, "a trade lost more than its slippage");
            (uint256 idle, uint256 deployed,,,,) = vault.books();
            _check(idle + deployed == audited(), "the trade is booked wrong");
            if (vault.isHalted() && received > 0 && tokenOut != address(asset)) {
                // Only the trade that trips the breaker by its own slippage may end like this.
                done["trippedByTrade"] += 1;
            }
        } catch {}
    }

    // The world.

    function movePrice(uint256 which, uint256 bps) external {
        address token = tokens[which % tokens.length];
        if (oracle.isBroken(token)) return;
        uint256 price = oracle.price(token);
        oracle.setPrice(token, Math.max(Math.mulDiv(price, bound(bps, 8_000, 12_500), 10_000), 1e12));
        done["movePrice"] += 1;
    }

    function breakOracle(uint256 which, bool isBroken) external {
        // Whole again twice as often as broken.
        oracle.setBroken(tokens[which % tokens.length], isBroken && which % 2 == 0);
    }

    function misbehave(uint256 which, uint256 how) external {
        asset.setListed(_actor(which), how % 5 == 0);
        asset.setPaused(how % 11 == 0);
        FeeOnTransferToken(tokens[1]).setFeeBps(how % 3 == 0 ? 50 : 0);
        bytes[4] memory calls = [
            abi.encodeCall(vault.report, ()),
            abi.encodeCall(vault.processRequests, (1)),
            abi.encodeCall(vault.totalAssets, ()),
            abi.encodeCall(vault.claim, (address(asset), actors[0]))
        ];
        _checkNotReentered();
        ReentrantToken(tokens[2]).arm(address(vault), calls[how % 4]);
    }

    function donate(uint256 which, uint256 amount) external {
        address token = which % 2 == 0 ? address(asset) : tokens[which % tokens.length];
        uint256 before = priceOfShares();
        amount = bound(amount, 0, 1e12);
        IZooToken(token).mint(address(vault), amount);
        donated[token] += amount;
        _check(priceOfShares() == before, "a donation moves the price");
        done["donate"] += 1;
    }

    function wait(uint256 seconds_) external {
        uint256 before = priceOfShares();
        skip(bound(seconds_, 1, 4 days));
        _priceKept(before, "time lowers the price");
    }

    function calm() external {
        if (!vault.isHalted()) return;
        vm.prank(address(vault.RULES()));
        try vault.resume() {
            done["resume"] += 1;
        } catch {}
    }

    // What must hold.

    /// @notice What the vault holds of `token` beyond donations and what it owes.
    function counted(address token) public view returns (uint256) {
        uint256 owed = vault.owed(token, vault.SPLITTER());
        for (uint256 i = 0; i < actors.length; i++) {
            owed += vault.owed(token, actors[i]);
        }
        return IERC20(token).balanceOf(address(vault)) - owed - donated[token];
    }

    function actorCount() external view returns (uint256) {
        return actors.length;
    }

    function tokenCount() external view returns (uint256) {
        return tokens.length;
    }

    function checkNotReentered() external {
        _checkNotReentered();
    }

    /// @notice The worth of all that is counted, at the oracle's prices, as an auditor sees it.
    function audited() public view returns (uint256 worth) {
        uint256 usd;
        for (uint256 i = 0; i < tokens.length; i++) {
            uint256 amount = counted(tokens[i]);
            if (amount == 0) continue;
            try oracle.value(tokens[i], amount) returns (uint256 value) {
                usd += value;
            } catch {}
        }
        return counted(address(asset)) + Math.mulDiv(usd, 1e6, oracle.price(address(asset)));
    }

    /// @notice What `amount` is worth in atoms of a dollar, rounded up; 0 without a price.
    function usdOf(address token, uint256 amount) public view returns (uint256) {
        try oracle.value(token, amount) returns (uint256 value) {
            return value / 1e12 + 1;
        } catch {
            return 0;
        }
    }

    /// @notice What 1e30 shares are worth now; 0 when the vault cannot be priced.
    function priceOfShares() public view returns (uint256) {
        try vault.convertToAssets(1e30) returns (uint256 price) {
            return price;
        } catch {
            return 0;
        }
    }

    function _priceKept(uint256 before, string memory what) private {
        uint256 after_ = priceOfShares();
        _check(before == 0 || after_ == 0 || after_ >= before, what);
    }

    function _check(bool holds, string memory what) private {
        if (!holds && bytes(broken).length == 0) broken = what;
    }

    function _checkNotReentered() private {
        ReentrantToken token = ReentrantToken(tokens[2]);
        _check(token.callbackCount() == 0 || !token.lastCallbackWorked(), "somebody got in during a transfer");
    }

    function _actor(uint256 seed) private view returns (address) {
        return actors[seed % actors.length];
    }

    function _request(uint256 seed) private view returns (uint256 id, address owner) {
        (, uint256 tail) = vault.queue();
        id = tail == 0 ? 0 : tail - 1 - seed % Math.min(tail, 4);
        owner = vault.requestOf(id).owner;
        // The vault itself owns the requests of fees, and cancels nothing.
        if (owner == address(0) || owner == address(vault)) owner = _actor(seed);
    }
}
